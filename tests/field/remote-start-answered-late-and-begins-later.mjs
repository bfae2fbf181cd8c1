// RemoteStart is answered Accepted after 75 s (the unit wakes up), StartTransaction follows 3 s later.
// Right: the late answer counts: `charge` completes. The call that had no answer for 60 s may go out once more, and
// no second session comes of it.
import { play, ready, Vehicle, sleep, ended, note } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready({ keys: { ConnectionTimeOut: '90' } }, { max_phases: 1 });
  await device.ceiling(7.4);
  const car = new Vehicle(charger, { every: 4000, suspends: false });
  charger.answers.RemoteStartTransaction = async ask => {
    await sleep(75000);
    setTimeout(async () => {
      await charger.start(car.register(), { idTag: ask.idTag });
      car.plugged = true;
      await sleep(2000);
      await charger.status('Charging');
    }, 3000);
    return { status: 'Accepted' };
  };
  await charger.status('Preparing');
  await sleep(1000);
  const a = await device.push('charge'),
    e = await device.ended(a, 130000);
  check(e.state === 'completed', `charge ${ended(e)}: ${e.errorMessage ?? e.result.message}`);
  note(
    'starts after',
    charger.heard
      .filter(h => h.action === 'RemoteStartTransaction')
      .map(h => ((h.at - Date.parse(a.createdAt)) / 1000).toFixed(0))
      .join(', '),
    's',
  );
  check(charger.count('RemoteStartTransaction') <= 2, `remote starts ${charger.count('RemoteStartTransaction')}`);
});
