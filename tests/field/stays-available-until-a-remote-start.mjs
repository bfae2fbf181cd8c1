// Never told Preparing, no boot after a reconnect, stays Available with a vehicle plugged in; a remote start works.
// meterStart 0.
// Right: `charge` sends one RemoteStart and completes; the session has its energy from the first Wh on.
import { play, ready, Vehicle, energy, power, sleep, ended, session } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready({}, { max_phases: 1 });
  await device.ceiling(7.4);
  charger.cut();
  await sleep(2000);
  await charger.connect();
  await sleep(3000);
  const car = new Vehicle(charger, { wh: 0, every: 8000, suspends: false });
  charger.answers.RemoteStartTransaction = ask => {
    setTimeout(async () => {
      car.begunAt = car.wh;
      await charger.start(0, { idTag: ask.idTag });
      car.plugged = true;
      await charger.status('Charging');
    }, 2000);
    return { status: 'Accepted' };
  };
  const c = await device.order('charge', 80000);
  check(c.state === 'completed', `charge ${ended(c)}`);
  check(charger.count('RemoteStartTransaction') === 1, `remote starts ${charger.count('RemoteStartTransaction')}`);
  await sleep(30000);
  const id = charger.sessions[1],
    flowed = car.used();
  await charger.stop(car.register(), { reason: 'Local' });
  const t = await session(charger, id);
  check(
    Math.abs(t.energyWh - flowed) <= 3,
    `session ${t.energyWh} of ${flowed.toFixed(0)} Wh (${t.energySource}) [${t.flags}]`,
  );
  check(t.startedByUs === true, `startedByUs ${t.startedByUs}`);
});
