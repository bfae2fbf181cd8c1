// The power told is the mean of the last 40 s, the register is of now. The ceiling is halved and kept at once, later
// `idle` and `charge`.
// Right: no alarm, two limits at most for a wish, no lesson; idle and charge complete.
import { play, ready, Vehicle, energy, power, sleep, watch, ended, report } from './charger.mjs';
await play(
  async check => {
    const { charger, device } = await ready({}, { max_phases: 1 });
    await device.ceilingTold(7.4);
    const past = [];
    const car = new Vehicle(charger, {
      every: 5000,
      suspends: false,
      sample: v => {
        past.push(v.watts());
        if (past.length > 8) past.shift();
        return [energy(v.register()), power(Math.round(past.reduce((a, b) => a + b, 0) / past.length))];
      },
    });
    await car.begin();
    await sleep(45000);
    const eye = watch(device),
      at = Date.now();
    await device.ceiling(3.7);
    await sleep(55000);
    check(
      !eye.alarms.size && charger.limits(at).length <= 3,
      `alarms [${[...eye.alarms]}], told ${charger.story(at)}`,
    );
    const i = await device.order('idle', 80000);
    await sleep(2000);
    const c = await device.order('charge', 60000);
    check(
      i.state === 'completed' && c.state === 'completed' && !charger.count('RemoteStopTransaction'),
      `idle ${ended(i)}, charge ${ended(c)}`,
    );
    const l = ((await report(charger)).report.lessons ?? []).filter(
      x => x.counts && /zero|profile|rung/.test(x.lesson),
    );
    check(!l.length && !eye.alarms.size, `lessons ${JSON.stringify(l)}, alarms [${[...eye.alarms]}]`);
  },
  { seconds: 270 },
);
