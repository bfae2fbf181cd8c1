// The vehicle leaves; the charger says Available but loses its stop. The register does not rise any more.
// Right: the session is not closed at once (a false Available would look the same), but after a minute or two of no
// flow; energy kept.
import { play, ready, Vehicle, sleep, session, within } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready({}, { max_phases: 1 });
  const car = new Vehicle(charger, { every: 5000 });
  await car.begin();
  await sleep(25000);
  await car.speak();
  const id = charger.sessions[1],
    flowed = car.used();
  car.tells = false;
  car.plugged = false;
  await charger.status('Available');
  const at = Date.now();
  const closed = await within(
    130000,
    async () => (await session(charger, id)).state !== 'open' && Date.now() - at,
    1000,
  );
  check(closed && closed > 55000, `closed ${(closed / 1000).toFixed(0)} s after Available`);
  const t = await session(charger, id),
    r = await device.read();
  check(Math.abs(t.energyWh - flowed) <= 2, `${t.state}, ${t.energyWh} of ${flowed.toFixed(0)} Wh [${t.flags}]`);
  check(
    r.state.status === 'available' && r.state.currentPower === 0,
    `${r.state.status}, ${r.state.currentPower} kW`,
  );
});
