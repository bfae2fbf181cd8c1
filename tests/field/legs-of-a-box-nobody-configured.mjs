// Split phase, nothing configured: 240 V as L1-L2, the one current as L1 and L2, power right. Ceiling 7.2.
// Right: never more than 7.2 kW (30 A) told in effect; at the end most of the ceiling is used.
import { play, charges, legs } from './charger.mjs';
await play(async check => {
  const { charger, car, eye, peak, shown } = await charges({
    ceiling: 7.2,
    seconds: 100,
    car: { volts: 240, most: 48, ...legs([[240.2, 'L1-L2']], { withPower: true }) },
  });
  check(peak.most <= 7.35, `most drawn ${peak.most.toFixed(2)} of 7.2 kW; told ${charger.story()}`);
  check(
    car.kw() > 3.4 && Math.abs(shown - car.kw()) < 0.3,
    `draws ${car.kw().toFixed(2)}, shown ${shown} kW, alarms [${[...eye.alarms]}]`,
  );
});
