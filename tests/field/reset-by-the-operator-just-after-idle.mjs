// The operator resets the charger 5 s after `idle`; the session ends with reason SoftReset, the charger boots; twice
// in two sessions.
// Right: nothing is learnt; the third `idle` is a zero limit.
import { play, ready, Vehicle, sleep, ended, report, operatorCall } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready({}, { max_phases: 1 });
  await device.ceiling(7.4);
  const car = new Vehicle(charger, { every: 3000 });
  charger.answers.Reset = () => {
    setTimeout(async () => {
      car.plugged = false;
      await charger.stop(car.register(), { reason: 'SoftReset' });
      charger.cut();
      charger.profiles = [];
      charger.onLimit();
      await sleep(2500);
      await charger.connect();
      await charger.boot();
      await charger.status('Available');
    }, 800);
    return { status: 'Accepted' };
  };
  for (let round = 0; round < 2; ++round) {
    await car.begin();
    await sleep(9000);
    await device.push('idle');
    await sleep(5000);
    await operatorCall(charger, 'Reset', { type: 'Soft' });
    await sleep(14000);
    await device.order('charge', 1500); // the owner wants to charge again
    await sleep(1000);
  }
  const lessons = ((await report(charger)).report.lessons ?? []).filter(l => /zero/.test(JSON.stringify(l)));
  check(!lessons.length, `lessons ${JSON.stringify(lessons)}`);
  await car.begin();
  await sleep(9000);
  const e = await device.order('idle', 60000);
  check(
    e.state === 'completed' && !charger.count('RemoteStopTransaction'),
    `idle ${ended(e)}, stops ${charger.count('RemoteStopTransaction')}`,
  );
});
