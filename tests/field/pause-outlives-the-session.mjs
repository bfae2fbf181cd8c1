// Paused by `idle`; the vehicle leaves, another comes and starts with a card. Later `charge`.
// Right: the pause holds for the next session (0 A) until `charge`, which works; no stop.
import { play, ready, Vehicle, sleep, ended } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready({}, { max_phases: 1 });
  await device.ceiling(7.4);
  const car = new Vehicle(charger, { every: 4000 });
  await car.begin();
  await sleep(10000);
  const i = await device.order('idle', 60000);
  await charger.stop(car.register(), { reason: 'EVDisconnected' });
  await charger.status('Available');
  await sleep(4000);
  await car.begin({ idTag: 'CARD2' });
  await sleep(20000);
  const r = await device.read();
  check(
    i.state === 'completed' && car.amps === 0 && r.state.status === 'paused',
    `the next vehicle draws ${car.amps} A, ${r.state.status}; told ${charger.story()}`,
  );
  const c = await device.order('charge', 60000);
  await sleep(5000);
  check(
    c.state === 'completed' && car.amps > 30 && !charger.count('RemoteStopTransaction'),
    `charge ${ended(c)}, draws ${car.amps} A`,
  );
});
