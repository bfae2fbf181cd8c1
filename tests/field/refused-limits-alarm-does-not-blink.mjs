// The charger refuses every profile; four short sessions follow each other under a ceiling.
// Right: LIMIT_REFUSED once raised stays over the starts of sessions, no session is ended by us, no storm of profiles.
import { play, ready, Vehicle, sleep, alarms, within } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready(
    {
      answers: {
        SetChargingProfile: () => ({ status: 'Rejected' }),
        ClearChargingProfile: () => ({ status: 'Unknown' }),
      },
    },
    { max_phases: 1 },
  );
  await device.ceiling(3.7);
  let changes = 0,
    was = false,
    on = true;
  (async () => {
    while (on) {
      const now = alarms(await device.read()).includes('LIMIT_REFUSED');
      if (now !== was) {
        ++changes;
        was = now;
      }
      await sleep(300);
    }
  })();
  const car = new Vehicle(charger, { every: 4000 }),
    at = Date.now();
  let raised;
  for (let i = 0; i < 4; ++i) {
    await car.begin();
    raised ??= await within(20000, () => was);
    await sleep(15000);
    car.plugged = false;
    await charger.stop(car.register(), { reason: 'EVDisconnected' });
    await charger.status('Available');
    await sleep(3000);
  }
  on = false;
  check(
    raised && was && changes === 1,
    `raised ${!!raised} in the first session, changed ${changes} times (once: it came)`,
  );
  check(!charger.count('RemoteStopTransaction'), `stops ${charger.count('RemoteStopTransaction')}`);
  check(charger.limits(at).length <= 40, `${charger.limits(at).length} profiles in four sessions`);
});
