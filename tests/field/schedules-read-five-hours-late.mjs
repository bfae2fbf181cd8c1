// The charger reads startSchedule as its local time (UTC-5): an absolute profile begins in five hours. Relative ones
// work.
// Right: another form is tried: back under the ceiling within 90 s; no stop.
import { play, ready, Vehicle, within } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready({}, { max_phases: 1 });
  const limit = charger.limit.bind(charger);
  charger.limit = k => {
    const all = charger.profiles;
    charger.profiles = all.filter(q => {
      const s = q.p.chargingSchedule.startSchedule;
      return q.p.chargingProfileKind === 'Relative' || !s || Date.parse(s) + 5 * 3600e3 <= Date.now();
    });
    const l = limit(k);
    charger.profiles = all;
    return l;
  };
  await device.ceilingTold(3.7);
  const car = new Vehicle(charger, { every: 5000 });
  await car.begin();
  const at = Date.now();
  const when = await within(92000, () => car.kw() > 0 && car.kw() < 3.8 && Date.now() - at);
  check(
    when,
    `kept after ${(when / 1000).toFixed(0)} s; told ${charger.heard.filter(h => h.action === 'SetChargingProfile').map(h => h.payload.csChargingProfiles.chargingProfileKind + ' ' + h.payload.csChargingProfiles.chargingProfilePurpose)}`,
  );
  check(!charger.count('RemoteStopTransaction'), 'no stop');
});
