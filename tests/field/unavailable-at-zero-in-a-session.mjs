// At a limit of 0 in a session the connector says Unavailable ("NoPowerAvailable") after 8 s, still with the vehicle;
// above it is Charging again.
// Right: idle completes, `charge` lifts the zero and completes, the session is one.
import { play, ready, Vehicle, sleep, ended, session } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready({}, { max_phases: 1 });
  await device.ceiling(7.4);
  const car = new Vehicle(charger, { every: 4000, suspends: false }),
    before = charger.onLimit;
  charger.onLimit = () => {
    before();
    if (charger.limit()?.value === 0) {
      setTimeout(() => charger.status('SuspendedEVSE'), 1000);
      setTimeout(
        () => charger.limit()?.value === 0 && charger.status('Unavailable', 1, { info: 'NoPowerAvailable' }),
        8000,
      );
    } else setTimeout(() => charger.sessions[1] && charger.status('Charging'), 2000);
  };
  await car.begin();
  const id = charger.sessions[1];
  await sleep(12000);
  const i = await device.order('idle', 60000);
  await sleep(30000);
  const c = await device.order('charge', 70000);
  await sleep(5000);
  const r = await device.read(),
    t = await session(charger, id);
  check(i.state === 'completed' && c.state === 'completed', `idle ${ended(i)}, charge ${ended(c)}`);
  check(
    t.state === 'open' && r.state.isCharging && car.amps > 30,
    `session ${t.state}, ${r.state.status}, draws ${car.amps} A`,
  );
});
