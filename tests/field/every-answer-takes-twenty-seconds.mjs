// Whatever the gateway asks is done at once and answered after 20 s. A ceiling, `idle`, `charge`, each while the last
// answer is out.
// Right: both actions complete, no limit is told twice for the same wish, no alarm, the link stays.
import { play, Charger, Device, Vehicle, configure, sleep, ended, watch } from './charger.mjs';
await play(async check => {
  const charger = await new Charger().connect();
  await charger.boot();
  await charger.status('Available');
  const device = await Device.of(charger);
  await configure(charger, { max_phases: 1 });
  await sleep(2500);
  for (const [name, act] of Object.entries(charger.answers))
    charger.answers[name] = async ask => {
      const r = act(ask);
      if (name.startsWith('Set') || name.startsWith('Clear')) await sleep(20000);
      return r;
    };
  await device.ceiling(4.6);
  await sleep(22000);
  const car = new Vehicle(charger, { every: 5000 });
  await car.begin();
  const eye = watch(device);
  await sleep(10000);
  const at = Date.now(),
    i = await device.order('idle', 80000);
  check(i.state === 'completed', `idle ${ended(i)}`);
  const c = await device.order('charge', 80000);
  check(c.state === 'completed', `charge ${ended(c)}`);
  await sleep(5000);
  check(
    charger.line.open && !eye.alarms.size,
    `link ${charger.line.open ? 'up' : charger.line.closedWith}, alarms [${[...eye.alarms]}]`,
  );
  check(charger.limits(at).length <= 4 && !charger.count('RemoteStopTransaction'), `limits ${charger.story(at)}`);
});
