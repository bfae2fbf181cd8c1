// A ceiling of 7.4 is in force; the operator sends a profile of 10 A of his own, which the charger accepts.
// Right: it is not cleared in silence: the answer warns that the gateway's limit outranks it; with control=off it
// stays.
import { play, ready, Vehicle, sleep, configure, operatorCall } from './charger.mjs';
const profile = id => ({
  connectorId: 1,
  csChargingProfiles: {
    chargingProfileId: id,
    stackLevel: 3,
    chargingProfilePurpose: 'TxDefaultProfile',
    chargingProfileKind: 'Relative',
    chargingSchedule: { chargingRateUnit: 'A', chargingSchedulePeriod: [{ startPeriod: 0, limit: 10 }] },
  },
});
await play(async check => {
  const { charger, device } = await ready({}, { max_phases: 1 });
  await device.ceilingTold(7.4);
  const car = new Vehicle(charger, { every: 5000 });
  await car.begin();
  await sleep(12000);
  const at = Date.now(),
    a = await operatorCall(charger, 'SetChargingProfile', profile(7001));
  check(
    a.data?.status === 'answered' && a.data.response?.status === 'Accepted',
    `the call: ${a.code} ${a.data?.status}`,
  );
  await sleep(30000);
  const gone = !charger.profiles.some(q => q.p.chargingProfileId === 7001);
  check(
    !gone || !!a.data.warning,
    `his profile is ${gone ? 'gone' : 'kept'}, warning: ${a.data.warning ?? 'none'}; told since ${charger.story(at)}, clears ${charger.count('ClearChargingProfile', at)}`,
  );
  await configure(charger, { control: 'off' });
  await sleep(2000);
  const then = Date.now(),
    b = await operatorCall(charger, 'SetChargingProfile', profile(7002));
  await sleep(25000);
  check(
    b.data?.response?.status === 'Accepted' &&
      charger.profiles.some(q => q.p.chargingProfileId === 7002) &&
      !charger.count('SetChargingProfile', then + 1500) &&
      !charger.count('ClearChargingProfile', then),
    `control off: kept ${charger.profiles.some(q => q.p.chargingProfileId === 7002)}, calls since ${charger.heard.filter(h => h.at > then + 1500).map(h => h.action)}`,
  );
});
