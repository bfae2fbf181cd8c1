// 208 V between two legs of a three-phase supply: one current told as L1 and L2 (the same), voltage 208 as L1-L2,
// power right.
// Right: P = U x I of one of them: never more than the ceiling of 5 kW told (24 A), and not much less; shown as
// measured.
import { play, charges, legs } from './charger.mjs';
await play(async check => {
  const { charger, car, eye, peak, shown } = await charges({
    ceiling: 5,
    seconds: 80,
    keys: { MeterValuesSampledData: 'Current.Import,Voltage,Power.Active.Import,Energy.Active.Import.Register' },
    settings: { max_phases: 1, nominal_voltage: 208 },
    car: { volts: 208, ...legs([[208.2, 'L1-L2']], { withPower: true }) },
  });
  check(peak.most <= 5.1, `most drawn ${peak.most.toFixed(2)} kW`);
  check(car.kw() <= 5.1 && car.kw() > 4.5, `draws ${car.kw().toFixed(2)} of 5 kW; told ${charger.story()}`);
  check(Math.abs(shown - car.kw()) < 0.2, `shown ${shown}`);
  check(!eye.alarms.size, `alarms [${[...eye.alarms]}]`);
});
