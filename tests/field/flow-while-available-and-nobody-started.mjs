// Status Available, no session, and the meter tells 7.3 kW with a rising register (the contactor is welded). The
// ceiling is 3.7.
// Right: what flows is shown and alarmed; `idle` is not completed while it flows.
import { play, ready, energy, power, sleep, watch, ended } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready({}, { max_phases: 1 });
  await device.ceiling(3.7);
  let wh = 41000;
  const pump = setInterval(
    () =>
      charger.tell([energy(Math.round((wh += (7300 * 5) / 3600))), power(7300 + Math.round(Math.random() * 40))]),
    5000,
  );
  const eye = watch(device, 1000);
  await sleep(75000);
  const r = await device.read();
  check(
    Math.abs(r.state.currentPower - 7.3) < 0.2,
    `shown ${r.state.currentPower} kW (${r.metadata.powerSource}), status ${r.state.status}`,
  );
  check(r.state.isCharging, `isCharging ${r.state.isCharging}`);
  check(eye.alarms.has('SESSION_WITHOUT_RECORD'), `alarms [${[...eye.alarms]}]`);
  const a = await device.push('idle'),
    e = await device.ended(a, 80000);
  clearInterval(pump);
  check(e.state !== 'completed', `idle ${ended(e)}: ${e.result?.message ?? e.errorMessage}`);
});
