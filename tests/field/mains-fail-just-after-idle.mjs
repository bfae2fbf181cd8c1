// The mains fail 3 s after `idle`; 12 s later the charger boots and tells the stop of then (PowerLoss). So it goes in
// three sessions.
// Right: a power cut teaches nothing about zero, neither here nor for the model.
import { play, ready, Vehicle, sleep, ended, report, fresh } from './charger.mjs';
await play(async check => {
  const model = fresh('Dark');
  const { charger, device } = await ready({ model }, { max_phases: 1 });
  await device.ceiling(7.4);
  const car = new Vehicle(charger, { every: 3000 });
  for (let round = 0; round < 3; ++round) {
    await car.begin();
    await sleep(8000);
    await device.push('idle');
    await sleep(3000);
    car.plugged = false;
    charger.cut();
    charger.profiles = [];
    charger.onLimit();
    const at = new Date().toISOString();
    await sleep(12000);
    await charger.connect();
    await charger.boot();
    await charger.stop(car.register(), { reason: 'PowerLoss', timestamp: at });
    await charger.status('Available');
    await sleep(4000);
    await device.push('charge', {});
    await sleep(3000);
  }
  const lessons = ((await report(charger)).report.lessons ?? []).filter(l => /zero/.test(JSON.stringify(l)));
  check(!lessons.length, `lessons ${JSON.stringify(lessons)}`);
  const b = await ready({ model }, { max_phases: 1 });
  await b.device.ceiling(7.4);
  const other = new Vehicle(b.charger, { every: 3000 });
  await other.begin();
  await sleep(8000);
  const e = await b.device.order('idle', 60000);
  check(
    e.state === 'completed' && !b.charger.count('RemoteStopTransaction'),
    `sibling: idle ${ended(e)}, stops ${b.charger.count('RemoteStopTransaction')}`,
  );
});
