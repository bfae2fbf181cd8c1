// Stays Available and never told Preparing; the remote start is accepted, but there is no vehicle: nothing begins
// (ConnectionTimeOut 20).
// Right: one RemoteStart, then VEHICLE_NOT_CONNECTED; a vehicle that comes later is not started by the failed action.
import { play, ready, sleep, ended } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready({ keys: { ConnectionTimeOut: '20' } });
  const c = await device.order('charge', 160000);
  check(c.errorCode === 'VEHICLE_NOT_CONNECTED', `charge ${ended(c)}`);
  check(charger.count('RemoteStartTransaction') === 1, `remote starts ${charger.count('RemoteStartTransaction')}`);
  await charger.status('Preparing');
  await sleep(10000);
  check(
    charger.count('RemoteStartTransaction') === 1,
    `after a late plug ${charger.count('RemoteStartTransaction')}`,
  );
});
