// In a session a limit of 0 makes the connector Faulted 10 s later (the vehicle's pilot is lost); a limit of 6 A and
// more heals it.
// Right: `charge` lifts the zero before it looks at the status, and completes.
import { play, ready, Vehicle, sleep, ended } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready({}, { max_phases: 1 });
  await device.ceiling(7.4);
  const car = new Vehicle(charger, { every: 4000, suspends: false });
  const before = charger.onLimit;
  charger.onLimit = () => {
    before();
    const l = charger.limit()?.value;
    if (l === 0) {
      setTimeout(() => charger.status('SuspendedEVSE'), 800);
      setTimeout(
        () =>
          charger.limit()?.value === 0 && charger.status('Faulted', 1, { errorCode: 'OtherError', info: 'pilot' }),
        10000,
      );
    } else setTimeout(() => charger.status('Charging'), 1500);
  };
  await car.begin();
  await sleep(10000);
  const i = await device.order('idle', 60000);
  await sleep(18000);
  const r = await device.read();
  const c = await device.order('charge', 70000);
  check(i.state === 'completed', `idle ${ended(i)}, then ${r.state.status}`);
  check(c.state === 'completed' && car.amps > 6, `charge ${ended(c)}, draws ${car.amps} A`);
  check(!charger.count('RemoteStopTransaction'), `stops ${charger.count('RemoteStopTransaction')}`);
});
