// The stop overtakes the last two samples; meterStop is what the register said a minute earlier (a known firmware
// fault).
// Right: values of the session's time with its id correct the energy upwards; the record stays ended; nothing is
// charging.
import { play, ready, energy, power, sleep, session } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready();
  await charger.status('Preparing');
  await charger.start(90000);
  const id = charger.sessions[1];
  await charger.status('Charging');
  for (let i = 1; i <= 6; ++i) {
    await sleep(5000);
    await charger.tell([energy(90000 + i * 15), power(10800)]);
  }
  const late = [[105, charger.time()]];
  await sleep(5000);
  late[0][1] = charger.time();
  await sleep(5000);
  late.push([120, charger.time()]);
  await sleep(300);
  await charger.stop(90090, { reason: 'Local' });
  await charger.status('Finishing');
  for (const [wh, at] of late) await charger.tell([energy(90000 + wh), power(10800)], { at, transactionId: id });
  const t = await session(charger, id),
    r = await device.read();
  check(t.energyWh === 120, `session ${t.energyWh} of 120 Wh (${t.energySource}) [${t.flags}]`);
  check(
    t.state === 'ended' && r.state.status === 'finishing' && !r.state.isCharging,
    `session ${t.state}, ${r.state.status}, isCharging ${r.state.isCharging}, ${r.state.currentPower} kW (${r.metadata.powerSource})`,
  );
});
