// `idle` is pushed while the link is down; the charger returns after 12 s without a boot, in the same session. A
// ceiling is written offline, too.
// Right: both are applied on the return: idle completes; later charge runs at the new ceiling.
import { play, ready, Vehicle, sleep, ended } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready({}, { max_phases: 1 });
  await device.ceiling(7.4);
  const car = new Vehicle(charger, { every: 4000 });
  await car.begin();
  await sleep(12000);
  charger.cut();
  await sleep(3000);
  const away = await device.read(),
    a = await device.push('idle');
  await device.ceiling(3.7);
  await sleep(9000);
  await charger.connect();
  const e = await device.ended(a, 60000);
  check(
    !away.sync.available && away.metadata.source === 'fallback',
    `away: ${away.sync.available}, ${away.metadata.source}`,
  );
  check(e.state === 'completed' && car.amps === 0, `idle ${ended(e)}, draws ${car.amps} A`);
  await sleep(3000);
  const c = await device.order('charge', 60000);
  await sleep(6000);
  check(
    c.state === 'completed' && Math.abs(car.kw() - 3.68) < 0.1,
    `charge ${ended(c)}, draws ${car.kw().toFixed(2)} of 3.7 kW`,
  );
});
