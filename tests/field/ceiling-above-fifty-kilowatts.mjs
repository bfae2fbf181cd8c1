// A ceiling of 100 kW for a charger without a rating.
// Right: 422, and the answer says what to do (rated_kw); after rated_kw=150 it is taken.
import { play, ready, configure } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready();
  const a = await device.ceiling(100);
  check(a.code === 422 && /rated_kw/.test(JSON.stringify(a.error)), `first ${a.code} ${JSON.stringify(a.error)}`);
  await configure(charger, { rated_kw: 150 });
  const b = await device.ceiling(100),
    r = await device.read();
  check(
    b.code === 200 && r.settings.max_charge_rate.value === 100,
    `with a rating ${b.code}, setting ${JSON.stringify(r.settings.max_charge_rate)}`,
  );
});
