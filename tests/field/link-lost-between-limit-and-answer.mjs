// `idle`: the charger puts the zero in force and loses its link before it can answer; it returns 6 s later without a
// boot.
// Right: idle completes, the pause holds, no lesson.
import { play, ready, Vehicle, sleep, ended, report } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready({}, { max_phases: 1 });
  await device.ceiling(7.4);
  await sleep(6000);
  const car = new Vehicle(charger, { every: 4000 });
  await car.begin();
  await sleep(12000);
  const store = charger.answers.SetChargingProfile;
  let once = true;
  charger.answers.SetChargingProfile = q => {
    const r = store(q);
    if (!once) return r;
    once = false;
    charger.cut();
    setTimeout(() => charger.connect(), 6000);
    return undefined;
  };
  const e = await device.order('idle', 70000);
  check(e.state === 'completed' && car.amps === 0, `idle ${ended(e)}, draws ${car.amps} A`);
  await sleep(15000);
  const c = await device.order('charge', 60000);
  await sleep(5000);
  check(c.state === 'completed' && car.amps > 30, `charge ${ended(c)}, draws ${car.amps} A`);
  const l = ((await report(charger)).report.lessons ?? []).filter(x => !/measurands|key_loses/.test(x.lesson));
  check(!l.length, `lessons ${JSON.stringify(l)}`);
});
