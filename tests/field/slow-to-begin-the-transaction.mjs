// RemoteStart is accepted; the charger checks the plug and the vehicle for 75 s (ConnectionTimeOut 120) before
// StartTransaction.
// Right: `charge` waits for it and completes; one RemoteStart.
import { play, ready, Vehicle, sleep, ended } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready({ keys: { ConnectionTimeOut: '120' } }, { max_phases: 1 });
  await device.ceiling(7.4);
  const car = new Vehicle(charger, { every: 5000 });
  charger.answers.RemoteStartTransaction = ask => {
    setTimeout(async () => {
      await charger.start(car.register(), { idTag: ask.idTag });
      car.begunAt = car.wh;
      await sleep(9000);
      car.plugged = true;
    }, 75000);
    return { status: 'Accepted' };
  };
  await charger.status('Preparing');
  await sleep(1000);
  const a = await device.push('charge');
  await sleep(60000);
  const mid = await device.ended(a, 100);
  check(mid.state === 'acknowledged', `after 60 s ${ended(mid)}`);
  const e = await device.ended(a, 90000);
  check(e.state === 'completed', `charge ${ended(e)}`);
  check(charger.count('RemoteStartTransaction') === 1, `remote starts ${charger.count('RemoteStartTransaction')}`);
});
