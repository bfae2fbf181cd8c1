// After a right stop the charger goes on for minutes with samples of the old id: 0 W, a still register, idle current
// of 0.1 A.
// Right: nothing: no alarm, not charging, the next session begins at once.
import { play, ready, energy, power, current, sleep, session, watch } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready();
  await charger.status('Preparing');
  await charger.start(1000);
  const id = charger.sessions[1];
  await charger.status('Charging');
  for (let i = 1; i <= 4; ++i) {
    await sleep(3000);
    await charger.tell([energy(1000 + i * 10), power(12000), current(17.4, 'L1')]);
  }
  await charger.stop(1040, { reason: 'EVDisconnected' });
  await charger.status('Finishing');
  const eye = watch(device, 1000);
  for (let i = 0; i < 16; ++i) {
    await sleep(4000);
    await charger.tell([energy(1040), power(0), current(0.1, 'L1')], { transactionId: id });
    if (i === 4) await charger.status('Available');
  }
  const t = await session(charger, id),
    r = eye.read;
  check(t.state === 'ended' && t.energyWh === 40, `session ${t.state}, ${t.energyWh} of 40 Wh [${t.flags}]`);
  check(
    !eye.alarms.size && r.state.status === 'available' && !r.state.isCharging && r.state.currentPower === 0,
    `alarms [${[...eye.alarms]}], ${r.state.status}, ${r.state.currentPower} kW`,
  );
});
