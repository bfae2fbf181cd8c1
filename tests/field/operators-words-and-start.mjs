// The operator sends a profile with milliseconds and an order of his own, then a RemoteStartTransaction with a card's
// tag.
// Right: the charger gets his words byte by byte; the call tells the session that began; it counts as started by us.
import { play, ready, Vehicle, session, within, rest, operatorCall } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready({}, { max_phases: 1, control: 'off' });
  const car = new Vehicle(charger, { every: 4000 });
  charger.answers.RemoteStartTransaction = ask => {
    setTimeout(async () => {
      await charger.start(car.register(), { idTag: ask.idTag });
      car.plugged = true;
      await charger.status('Charging');
    }, 900);
    return { status: 'Accepted' };
  };
  const payload = {
    csChargingProfiles: {
      stackLevel: 2,
      chargingProfileId: 5,
      chargingSchedule: {
        startSchedule: '2026-01-01T00:00:00.123Z',
        chargingRateUnit: 'A',
        chargingSchedulePeriod: [{ limit: 16.0, startPeriod: 0 }],
      },
      chargingProfileKind: 'Absolute',
      chargingProfilePurpose: 'TxDefaultProfile',
    },
    connectorId: 1,
  };
  await operatorCall(charger, 'SetChargingProfile', payload);
  const got = charger.heard.filter(h => h.action === 'SetChargingProfile').pop();
  check(got?.text.includes(JSON.stringify(payload)), `got ${got?.text.slice(0, 120)}`);
  await charger.status('Preparing');
  const call = (await operatorCall(charger, 'RemoteStartTransaction', { connectorId: 1, idTag: 'CARD9' })).data;
  const then = await within(15000, async () => {
    const c = (await rest('GET', `/operator/calls/${call.id}`)).data;
    return c?.start === 'started' && c;
  });
  const t = await session(charger, charger.sessions[1]);
  check(then?.transactionId === charger.sessions[1], `call says ${then?.start} ${then?.transactionId}`);
  check(t.startedByUs === true && t.idTag === 'CARD9', `startedByUs ${t.startedByUs}, tag ${t.idTag}`);
});
