// The same life with a charger that tells energy only (20 Wh steps): reads must not contradict themselves while power
// is not known.
// Right: the sources say what is known; no power without a source, no negative, limits 0 only while held at 0.
import { play, ready, Vehicle, energy, sleep, ended } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready(
    { keys: { MeterValuesSampledData: 'Energy.Active.Import.Register' } },
    { max_phases: 1 },
  );
  const wrong = new Map();
  let reads = 0,
    on = true;
  const bad = (what, r) =>
    wrong.has(what) || wrong.set(what, JSON.stringify([r.state, r.metadata.powerSource, r.metadata.limitSource]));
  await device.ceiling(7.4);
  await sleep(3000);
  const car = new Vehicle(charger, { every: 5000, step: 20, sample: v => [energy(v.register())] });
  (async () => {
    while (on) {
      const r = await device.read(),
        s = r.state,
        m = r.metadata;
      ++reads;
      if (s.isCharging && m.powerSource !== 'unknown' && s.currentPower <= 0.1) bad('charging without power', r);
      if (!s.isCharging && s.currentPower > 0.1 && m.powerSource !== 'unknown') bad('power without charging', r);
      if (s.isCharging && s.status !== 'charging') bad('isCharging but status ' + s.status, r);
      if (m.powerSource === 'measured') bad('claims measured', r);
      if (s.currentPower > 11.1) bad('more power than possible', r);
      if (s.status === 'paused' && s.isCharging) bad('paused and charging', r);
      if (s.powerRateLimit === 0 && car.inForce > 0 && car.inForce !== undefined) bad('limit 0 but not held', r);
      await sleep(400);
    }
  })();
  await car.begin();
  await sleep(45000);
  const i = await device.order('idle', 100000);
  await sleep(5000);
  const c = await device.order('charge', 60000);
  await sleep(25000);
  on = false;
  check(i.state === 'completed' && c.state === 'completed', `idle ${ended(i)}, charge ${ended(c)}`);
  check(
    !wrong.size,
    `${reads} reads, contradictions: ${[...wrong].map(([k, v]) => k + ' ' + v).join('; ') || 'none'}`,
  );
});
