// Energy only; samples every 10 s, but the register is read from the meter about once a minute (40 to 80 s). 7.2 kW
// under a ceiling of 7.4.
// Right: no alarm, no further limit, no false rest; `idle`, followed at once, is not followed by a stop.
import { play, ready, Vehicle, energy, sleep, watch, ended } from './charger.mjs';
await play(
  async check => {
    const { charger, device } = await ready(
      { keys: { MeterValuesSampledData: 'Energy.Active.Import.Register' } },
      { max_phases: 1 },
    );
    await device.ceilingTold(7.4);
    let seen,
      next = 0;
    const car = new Vehicle(charger, {
      every: 10000,
      law: a => Math.min(a, 31.3),
      suspends: false,
      sample: v => {
        if (Date.now() > next || seen === undefined) {
          seen = v.register();
          next = Date.now() + 40000 + Math.random() * 40000;
        }
        return [energy(seen)];
      },
    });
    await car.begin();
    const eye = watch(device),
      n = charger.limits().length;
    await sleep(150000);
    check(
      !eye.alarms.size && charger.limits().length - n <= 1,
      `alarms [${[...eye.alarms]}], limits ${charger.story()}`,
    );
    check(eye.highest < 14, `highest ${eye.highest} of 7.2 kW`);
    const e = await device.order('idle', 195000);
    check(
      e.state === 'completed' && !charger.count('RemoteStopTransaction'),
      `idle ${ended(e)}: ${e.result?.message ?? e.errorMessage}`,
    );
  },
  { seconds: 380 },
);
