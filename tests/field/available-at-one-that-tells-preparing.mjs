// A charger that has told Preparing before stands at Available: nobody is plugged in.
// Right: `charge` is VEHICLE_NOT_CONNECTED at once, without a RemoteStart.
import { play, ready, Vehicle, sleep, ended } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready({}, { max_phases: 1 });
  const car = new Vehicle(charger, { every: 4000 });
  await car.begin();
  await sleep(8000);
  await charger.stop(car.register(), { reason: 'EVDisconnected' });
  await charger.status('Finishing');
  await charger.status('Available');
  await sleep(3000);
  const at = Date.now(),
    e = await device.order('charge', 100000);
  check(
    e.errorCode === 'VEHICLE_NOT_CONNECTED' && Date.now() - at < 5000,
    `charge ${ended(e)} after ${Date.now() - at} ms`,
  );
  check(!charger.count('RemoteStartTransaction'), `remote starts ${charger.count('RemoteStartTransaction')}`);
});
