// Power is measured, all limits are kept at once. After a first short session: a session with a ceiling, idle, charge,
// unplug, the next session.
// Right: within a session no limit is told again that is in force already.
import { play, ready, Vehicle, sleep, ended } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready({}, { max_phases: 1 });
  await device.ceiling(4.6);
  await sleep(9000);
  const car = new Vehicle(charger, { every: 4000 });
  let running = false;
  const copies = [],
    before = charger.answers.SetChargingProfile;
  charger.answers.SetChargingProfile = q => {
    const was = charger.limit()?.value,
      r = before(q);
    if (was === charger.limit()?.value) copies.push(`${running ? 'in a session' : 'outside'} ${was}`);
    return r;
  };
  await car.begin();
  await sleep(9000);
  await charger.stop(car.register(), { reason: 'EVDisconnected' });
  await charger.status('Available');
  await sleep(8000); // now it is known that power is measured
  await car.begin();
  running = true;
  await sleep(25000);
  const i = await device.order('idle', 60000);
  await sleep(5000);
  const c = await device.order('charge', 60000);
  await sleep(25000);
  running = false;
  await charger.stop(car.register(), { reason: 'EVDisconnected' });
  await charger.status('Available');
  await sleep(3000);
  await car.begin();
  running = true;
  await sleep(30000);
  check(i.state === 'completed' && c.state === 'completed', `idle ${ended(i)}, charge ${ended(c)}`);
  check(!copies.some(c => c.startsWith('in')), `needless copies [${copies}] of ${charger.story()}`);
  check(Math.abs(car.kw() - 4.6) < 0.2, `draws ${car.kw().toFixed(2)}`);
});
