// All times are local (two hours ahead) without a zone, in the form "2026-06-01 14:00:00" in half of the messages.
// Right: power within two samples, energy exact, no flag of an offline or stepped session.
import { play, ready, Vehicle, sleep, session, watch, within } from './charger.mjs';
await play(async check => {
  let n = 0;
  const { charger, device } = await ready(
    {
      shift: 7200e3,
      clockText: m => (++n % 2 ? m.toISOString().slice(0, 19) : m.toISOString().slice(0, 19).replace('T', ' ')),
    },
    { max_phases: 1 },
  );
  await device.ceiling(4.6);
  const car = new Vehicle(charger, { every: 5000 });
  await car.begin();
  const id = charger.sessions[1],
    at = Date.now(),
    eye = watch(device, 500);
  await within(30000, () => eye.read?.state.currentPower > 4);
  check(Date.now() - at < 16000, `power after ${((Date.now() - at) / 1000).toFixed(1)} s`);
  await sleep(40000);
  check(
    Math.abs(eye.read.state.currentPower - 4.6) < 0.2 && !eye.alarms.size,
    `power ${eye.read.state.currentPower}, alarms [${[...eye.alarms]}]`,
  );
  await charger.stop(car.register(), { reason: 'Local' });
  const t = await session(charger, id);
  check(
    Math.abs(t.energyWh - car.used()) <= 2 && !t.flags.length,
    `session ${t.energyWh} of ${car.used().toFixed(0)} Wh [${t.flags}]`,
  );
});
