// RemoteStart: StartTransaction comes after 2 s, charging after 4 s, the answer to the call itself only after 70 s.
// Right: `charge` completes (what is seen outranks the missing answer), one RemoteStart, the link stays.
import { play, ready, Vehicle, sleep, ended, watch } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready({}, { max_phases: 1 });
  await device.ceiling(7.4);
  const car = new Vehicle(charger, { every: 4000, suspends: false });
  charger.answers.RemoteStartTransaction = async ask => {
    setTimeout(async () => {
      await charger.start(car.register(), { idTag: ask.idTag });
      car.plugged = true;
      await sleep(2000);
      await charger.status('Charging');
    }, 2000);
    await sleep(70000);
    return { status: 'Accepted' };
  };
  await charger.status('Preparing');
  await sleep(1000);
  const line = charger.line,
    a = await device.push('charge'),
    e = await device.ended(a, 100000);
  check(e.state === 'completed', `charge ${ended(e)}: ${e.errorMessage ?? e.result.message}`);
  await sleep(Math.max(0, 30000));
  check(charger.count('RemoteStartTransaction') === 1, `remote starts ${charger.count('RemoteStartTransaction')}`);
  check(
    charger.line === line && line.open && !charger.count('RemoteStopTransaction'),
    `link ${line.open ? 'up' : line.closedWith}`,
  );
});
