// The owner pulls the plug 4 s after `idle`: the session ends EVDisconnected. A sibling of the model is then paused.
// Right: nothing is learnt about zero; the sibling is paused by a limit, not by a stop.
import { play, ready, Vehicle, sleep, ended, report, fresh } from './charger.mjs';
await play(async check => {
  const model = fresh('Unplug');
  for (let i = 0; i < 2; ++i) {
    // twice on one, as if to teach it
    const { charger, device } = await ready({ model }, { max_phases: 1 });
    await device.ceiling(7.4);
    const car = new Vehicle(charger, { every: 3000 });
    await car.begin();
    await sleep(10000);
    await device.push('idle');
    await sleep(4000);
    car.plugged = false;
    await charger.stop(car.register(), { reason: 'EVDisconnected' });
    await charger.status('Finishing');
    await charger.status('Available');
    await sleep(15000);
    const lessons = ((await report(charger)).report.lessons ?? []).filter(l => /zero/.test(JSON.stringify(l)));
    check(!lessons.length, `lessons of charger ${i + 1}: ${JSON.stringify(lessons)}`);
    car.silence();
  }
  const { charger, device } = await ready({ model }, { max_phases: 1 });
  await device.ceiling(7.4);
  const car = new Vehicle(charger, { every: 3000 });
  await car.begin();
  await sleep(8000);
  const e = await device.order('idle', 60000);
  check(
    e.state === 'completed' && !charger.count('RemoteStopTransaction'),
    `sibling: idle ${ended(e)}, stops ${charger.count('RemoteStopTransaction')}, told ${charger.story()}`,
  );
});
