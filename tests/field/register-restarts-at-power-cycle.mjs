// The mains fail in mid-session; the charger boots, its register begins anew at 0, the session goes on under its old
// id.
// Right: what flowed before and after is summed (what flowed in the dark may be left out), and the ceiling is back
// soon.
import { play, ready, Vehicle, energy, power, sleep, session, watch, within } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready({}, { max_phases: 1 });
  await device.ceiling(4.6);
  const car = new Vehicle(charger, { wh: 5400000, every: 4000 });
  await car.begin();
  const id = charger.sessions[1];
  await sleep(40000);
  await car.speak();
  const before = car.used();
  car.tells = false;
  charger.cut();
  charger.profiles = [];
  charger.onLimit();
  await sleep(5000);
  await charger.connect();
  await charger.boot();
  car.wh = 0;
  car.told = undefined;
  car.tells = true;
  await within(60000, () => car.inForce < 21);
  check(car.inForce < 21, `ceiling told again: ${charger.story()}`);
  const eye = watch(device);
  await sleep(40000);
  const after = car.wh;
  await charger.stop(car.register(), { reason: 'EVDisconnected' });
  car.plugged = false;
  await charger.status('Available');
  const t = await session(charger, id);
  check(
    t.energyWh <= before + after + 2 && t.energyWh >= before + after - 16,
    `session ${t.energyWh} of ${before.toFixed(0)} + ${after.toFixed(0)} Wh (${t.energySource}) [${t.flags}]`,
  );
  check(eye.highest < 10, `highest power shown afterwards ${eye.highest}`);
});
