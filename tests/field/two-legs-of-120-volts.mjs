// Split phase: voltages 120 V as L1-N and L2-N, one current told for both legs, no power. nominal_voltage 240, one
// phase.
// Right: 7.2 kW at 30 A: at most 30 A told for a ceiling of 7.2; shown right.
import { play, charges, legs } from './charger.mjs';
await play(async check => {
  const { charger, car, eye, peak, shown } = await charges({
    ceiling: 7.2,
    seconds: 90,
    keys: { MeterValuesSampledData: 'Current.Import,Voltage,Energy.Active.Import.Register' },
    settings: { max_phases: 1, nominal_voltage: 240 },
    car: { volts: 240, most: 48, ...legs([[120, 'L1-N'], [120, 'L2-N']]) },
  });
  check(peak.most <= 7.3, `most drawn ${peak.most.toFixed(2)} of 7.2 kW; told ${charger.story()}`);
  check(car.kw() > 6.4, `draws ${car.kw().toFixed(2)}`);
  check(peak.most <= 7.3 || eye.alarms.has('LIMIT_NOT_FOLLOWED'), `alarms [${[...eye.alarms]}]`);
  check(Math.abs(shown - car.kw()) < 0.3, `shown ${shown} kW`);
});
