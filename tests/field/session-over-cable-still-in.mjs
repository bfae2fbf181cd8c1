// The session was ended by a card, the cable is still in (Finishing); the charger refuses remote starts until it is
// replugged.
// Right: `charge` fails REPLUG_REQUIRED (or as refused), one RemoteStart at most; after replugging it works.
import { play, ready, Vehicle, sleep, ended } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready({}, { max_phases: 1 });
  await device.ceiling(7.4);
  const car = new Vehicle(charger, { every: 4000 });
  let replugged = false;
  charger.answers.RemoteStartTransaction = ask => {
    if (!replugged) return { status: 'Rejected' };
    setTimeout(async () => {
      await charger.start(car.register(), { idTag: ask.idTag });
      car.plugged = true;
    }, 800);
    return { status: 'Accepted' };
  };
  await car.begin();
  await sleep(10000);
  await charger.stop(car.register(), { reason: 'Local', idTag: 'CARD1' });
  await charger.status('Finishing');
  await sleep(3000);
  const a = await device.order('charge', 90000);
  check(
    ['REPLUG_REQUIRED', 'COMMAND_REJECTED'].includes(a.errorCode) && charger.count('RemoteStartTransaction') <= 1,
    `charge ${ended(a)}, remote starts ${charger.count('RemoteStartTransaction')}`,
  );
  await charger.status('Available');
  await sleep(2000);
  replugged = true;
  await charger.status('Preparing');
  await sleep(2000);
  const b = await device.order('charge', 60000);
  check(b.state === 'completed', `after replugging ${ended(b)}`);
});
