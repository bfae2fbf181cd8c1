// Energy only; the register told is that of 30 s ago. 7.36 kW; the ceiling is halved and followed at once, later
// `idle` and `charge`.
// Right: no alarm, no stop, no lesson; both actions complete.
import { play, ready, Vehicle, energy, sleep, watch, ended, report } from './charger.mjs';
await play(
  async check => {
    const { charger, device } = await ready(
      { keys: { MeterValuesSampledData: 'Energy.Active.Import.Register' } },
      { max_phases: 1 },
    );
    await device.ceilingTold(7.4);
    const past = [];
    const car = new Vehicle(charger, {
      every: 10000,
      suspends: false,
      sample: v => {
        past.push(v.register());
        return [energy(past[Math.max(0, past.length - 4)])];
      },
    });
    await car.begin();
    const eye = watch(device);
    await sleep(60000);
    const at = Date.now();
    await device.ceiling(3.7);
    await sleep(80000);
    check(
      !eye.alarms.size && charger.limits(at).length <= 3,
      `alarms [${[...eye.alarms]}], limits ${charger.story(at)}`,
    );
    const i = await device.order('idle', 190000);
    await sleep(3000);
    const c = await device.order('charge', 100000);
    check(
      i.state === 'completed' &&
        c.state === 'completed' &&
        !charger.count('RemoteStopTransaction') &&
        !eye.alarms.size,
      `idle ${ended(i)}, charge ${ended(c)}, alarms [${[...eye.alarms]}]`,
    );
    const l = ((await report(charger)).report.lessons ?? []).filter(x => /zero|profile/.test(x.lesson));
    check(!l.length, `lessons ${JSON.stringify(l)}`);
  },
  { seconds: 480 },
);
