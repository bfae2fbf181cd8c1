// The connector says Reserved since its boot (a reservation of an old back office), the vehicle is plugged in, no
// reservation is open here.
// Right: `charge` sends one RemoteStart and completes.
import { play, ready, Vehicle, sleep, ended } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready({}, { max_phases: 1 });
  await charger.status('Reserved');
  await device.ceiling(7.4);
  const car = new Vehicle(charger, { every: 4000 });
  charger.answers.RemoteStartTransaction = ask => {
    setTimeout(async () => {
      await charger.start(car.register(), { idTag: ask.idTag });
      car.plugged = true;
    }, 1200);
    return { status: 'Accepted' };
  };
  await sleep(2000);
  const c = await device.order('charge', 90000);
  check(c.state === 'completed', `charge ${ended(c)}: ${c.errorMessage ?? c.result.message}`);
  check(charger.count('RemoteStartTransaction') === 1, `remote starts ${charger.count('RemoteStartTransaction')}`);
});
