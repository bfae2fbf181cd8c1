// The charger refuses every profile; three short sessions follow each other under a ceiling.
// Right: LIMIT_REFUSED once raised stays over the starts of sessions, no session is ended by us, no storm of profiles.
import { play, ready, Vehicle, sleep, alarms, within } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready({ answers: { SetChargingProfile: () => ({ status: 'Rejected' }), ClearChargingProfile: () => ({ status: 'Unknown' }) } }, { max_phases: 1 });
  await device.ceiling(3.7);
  const raised = await within(60000, async () => alarms(await device.read()).includes('LIMIT_REFUSED'));
  check(raised, 'LIMIT_REFUSED is raised');
  let changes = 0, was = true, on = true;
  (async () => { while (on) { const now = alarms(await device.read()).includes('LIMIT_REFUSED'); if (now !== was) { ++changes; was = now; } await sleep(300); } })();
  const car = new Vehicle(charger, { every: 4000 }), at = Date.now();
  for (let i = 0; i < 3; ++i) { await car.begin(); await sleep(20000); car.plugged = false; await charger.stop(car.register(), { reason: 'EVDisconnected' }); await charger.status('Available'); await sleep(3000); }
  on = false;
  check(changes === 0, `the alarm changed ${changes} times`);
  check(!charger.count('RemoteStopTransaction'), `stops ${charger.count('RemoteStopTransaction')}`);
  check(charger.limits(at).length <= 24, `${charger.limits(at).length} profiles in 70 s`);
});
