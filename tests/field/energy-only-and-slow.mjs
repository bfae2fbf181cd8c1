// Energy only, and every limit counts 75 s after it was accepted. `idle`, later `charge`.
// Right: no stop, no lesson; the zero is not followed by other levers without proof; idle completes in the end.
import { play, ready, Vehicle, energy, sleep, ended, report, watch } from './charger.mjs';
await play(
  async check => {
    const { charger, device } = await ready(
      { keys: { MeterValuesSampledData: 'Energy.Active.Import.Register' } },
      { max_phases: 1 },
    );
    await device.ceilingTold(7.4);
    const car = new Vehicle(charger, {
      every: 10000,
      delay: 75000,
      suspends: false,
      sample: v => [energy(v.register())],
    });
    await car.begin();
    await sleep(40000);
    const at = Date.now(),
      eye = watch(device),
      e = await device.order('idle', 195000);
    check(
      e.state === 'completed' && !charger.count('RemoteStopTransaction'),
      `idle ${ended(e)}: ${e.result?.message ?? e.errorMessage}; stops ${charger.count('RemoteStopTransaction')}, told ${charger.story(at)}`,
    );
    const l = ((await report(charger)).report.lessons ?? []).filter(
      x => x.counts && /zero|profile|rung/.test(x.lesson),
    );
    check(!l.length, `lessons ${JSON.stringify(l)}`);
  },
  { seconds: 260 },
);
