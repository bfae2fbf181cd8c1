// Split phase: 240 V told as L1-L2, the one current told for L1 and for L2, no power. nominal_voltage 240, one phase,
// ceiling 7.2.
// Right: 30 A at most told (7.2 kW), shown right, and nearly all of the ceiling used.
import { play, charges, legs } from './charger.mjs';
await play(async check => {
  const { charger, car, peak, shown } = await charges({
    ceiling: 7.2,
    seconds: 80,
    keys: { MeterValuesSampledData: 'Current.Import,Voltage,Energy.Active.Import.Register' },
    settings: { max_phases: 1, nominal_voltage: 240 },
    car: { volts: 240, most: 48, ...legs([[240.2, 'L1-L2']]) },
  });
  check(peak.most <= 7.3, `most drawn ${peak.most.toFixed(2)} of 7.2 kW; told ${charger.story()}`);
  check(car.kw() > 6.4, `draws ${car.kw().toFixed(2)}`);
  check(Math.abs(shown - car.kw()) < 0.4, `shown ${shown} kW`);
});
