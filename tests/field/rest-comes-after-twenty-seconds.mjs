// `idle` while 11 kW flow: status says SuspendedEVSE after 3 s, the power ramps down over 20 s. Then `charge`: it
// comes back over 25 s.
// Right: idle completes only when power was seen to end (never with more than 0.1 kW), charge completes; one limit
// each.
import { play, ready, Vehicle, sleep, ended, watch } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready();
  await device.ceiling(11);
  const car = new Vehicle(charger, { every: 3000, phases: 3, suspends: false, least: 0 });
  let level = 15.9,
    since = Date.now();
  car.law = a => {
    const goal = Math.min(a, 15.9),
      now = Date.now(),
      step = (0.8 * (now - since)) / 1000;
    since = now;
    level = level < goal ? Math.min(goal, level + step) : Math.max(goal, level - step);
    return level;
  };
  const before = charger.onLimit;
  charger.onLimit = () => {
    before();
    const l = charger.limit();
    setTimeout(() => charger.status(l.value === 0 ? 'SuspendedEVSE' : 'Charging'), 3000);
  };
  await car.begin();
  await sleep(20000);
  const at = Date.now(),
    i = await device.push('idle'),
    ie = await device.ended(i, 70000),
    kwThen = car.kw();
  check(
    ie.state === 'completed' && kwThen < 0.75,
    `idle ${ended(ie)} after ${((Date.now() - at) / 1000).toFixed(0)} s with ${kwThen.toFixed(2)} kW flowing`,
  );
  await sleep(12000);
  const r = await device.read();
  check(
    r.state.status === 'paused' && r.state.currentPower < 0.1,
    `paused: ${r.state.status}, ${r.state.currentPower} kW`,
  );
  const told = charger.limits(at).length,
    c = await device.order('charge', 70000);
  check(c.state === 'completed', `charge ${ended(c)}`);
  await sleep(25000);
  const q = await device.read();
  check(
    q.state.isCharging && Math.abs(q.state.currentPower - 10.97) < 0.5,
    `again ${q.state.currentPower} kW, ${q.state.status}`,
  );
  check(
    told <= 2 && charger.limits(at).length <= 4 && !charger.count('RemoteStopTransaction'),
    `limits ${charger.story(at)}`,
  );
});
