// A bidirectional charger: 5 kW out (negative import, export register rises) for 40 s, then 5 kW in. The ceiling is
// 7.4.
// Right: 0 kW shown while it feeds back, 5 kW after; the energy is that of the import register only; no alarm.
import { play, ready, energy, exported, power, sleep, session, watch } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready({}, { max_phases: 1 });
  await device.ceiling(7.4);
  await charger.status('Preparing');
  await charger.start(50000);
  const id = charger.sessions[1];
  await charger.status('Charging');
  const eye = watch(device, 1000);
  let inn = 50000,
    out = 900;
  await sleep(3000);
  for (let i = 0; i < 9; ++i) {
    out += 7;
    await charger.tell([energy(inn), exported(out), power(-5000)]);
    await sleep(5000);
    if (i === 0) eye.reset();
  }
  check(
    eye.highest === 0 && !eye.read.state.isCharging,
    `while it feeds back ${eye.highest} kW, isCharging ${eye.read.state.isCharging}`,
  );
  for (let i = 0; i < 8; ++i) {
    inn += 7;
    await charger.tell([energy(inn), exported(out), power(5040)]);
    await sleep(5000);
  }
  check(
    Math.abs(eye.read.state.currentPower - 5.04) < 0.1 && eye.read.state.isCharging,
    `while it draws ${eye.read.state.currentPower} kW`,
  );
  check(!eye.alarms.size, `alarms [${[...eye.alarms]}]`);
  await charger.stop(inn, { reason: 'Local' });
  const t = await session(charger, id);
  check(t.energyWh === 56, `session ${t.energyWh} of 56 Wh [${t.flags}]`);
});
