// The vehicle is full: SuspendedEV, 0 W. `idle`, then `charge`: the charger says SuspendedEV again.
// Right: both complete, charge says that the vehicle draws nothing; no stop, no start.
import { play, ready, energy, power, sleep, ended } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready({}, { max_phases: 1 });
  await device.ceiling(7.4);
  charger.onLimit = () =>
    setTimeout(
      () => charger.sessions[1] && charger.status(charger.limit()?.value === 0 ? 'SuspendedEVSE' : 'SuspendedEV'),
      600,
    );
  await charger.status('Preparing');
  await charger.start(100);
  await charger.status('Charging');
  await charger.tell([energy(120), power(2000)]);
  await sleep(3000);
  await charger.status('SuspendedEV');
  const pump = setInterval(() => charger.tell([energy(130), power(0)]), 4000);
  await sleep(4000);
  const i = await device.order('idle', 60000);
  await sleep(6000);
  const c = await device.order('charge', 70000);
  await sleep(3000);
  clearInterval(pump);
  const r = await device.read();
  check(i.state === 'completed', `idle ${ended(i)}`);
  check(c.state === 'completed', `charge ${ended(c)}: ${c.result?.message ?? c.errorMessage}`);
  check(!r.state.isCharging && r.state.currentPower === 0, `${r.state.status}, ${r.state.currentPower} kW`);
  check(!charger.count('RemoteStopTransaction') && !charger.count('RemoteStartTransaction'), 'no stop, no start');
});
