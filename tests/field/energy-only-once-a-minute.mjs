// Energy only, 1 Wh, one sample a minute (read-only key), 7.2 kW under a ceiling of 7.4; no other sign.
// Right: after three samples a figure near 7.2, no alarm, no further limit.
import { play, ready, Vehicle, energy, sleep, watch, note } from './charger.mjs';
await play(
  async check => {
    const { charger, device } = await ready(
      {
        keys: { MeterValuesSampledData: 'Energy.Active.Import.Register', MeterValueSampleInterval: '60' },
        answers: { ChangeConfiguration: () => ({ status: 'Rejected' }) },
      },
      { max_phases: 1 },
    );
    await device.ceilingTold(7.4);
    const car = new Vehicle(charger, {
      every: 60000,
      law: a => Math.min(a, 31.3),
      suspends: false,
      sample: v => [energy(v.register())],
    });
    await car.begin();
    await car.speak();
    const eye = watch(device),
      n = charger.limits().length;
    await sleep(130000);
    eye.reset();
    await sleep(58000);
    note(eye.powers.join(' '));
    check(
      eye.lowest > 5 && eye.highest < 9.4,
      `after three samples shown ${eye.lowest} to ${eye.highest} of 7.2 kW (${eye.read.metadata.powerSource})`,
    );
    check(
      !eye.alarms.size && charger.limits().length - n <= 1,
      `alarms [${[...eye.alarms]}], limits ${charger.story()}`,
    );
  },
  { seconds: 215 },
);
