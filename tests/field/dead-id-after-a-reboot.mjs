// The charger boots in the session, comes back Preparing with the vehicle, and repeats samples of the dead id with a
// still register and 0 W.
// Right: the dead session does not stand in the way: `charge` sends one RemoteStart; the old one is no longer open and
// keeps its energy.
import { play, ready, energy, power, sleep, session, ended } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready();
  await charger.status('Preparing');
  await charger.start(8000);
  const old = charger.sessions[1];
  await charger.status('Charging');
  for (let i = 1; i <= 4; ++i) {
    await charger.tell([energy(8000 + i * 12), power(7200)]);
    await sleep(6000);
  }
  charger.cut();
  charger.sessions = {};
  await sleep(5000);
  await charger.connect();
  await charger.boot();
  await charger.status('Preparing');
  let begun;
  charger.answers.RemoteStartTransaction = ask => {
    setTimeout(async () => {
      await charger.start(8048, { idTag: ask.idTag });
      begun = charger.sessions[1];
      await charger.status('Charging');
    }, 900);
    return { status: 'Accepted' };
  };
  let wh = 8048;
  const pump = setInterval(
    () =>
      begun
        ? charger.tell([energy((wh += 8)), power(7200)])
        : charger.tell([energy(8048), power(0)], { transactionId: old }),
    4000,
  );
  await sleep(12000);
  const c = await device.order('charge', 120000);
  await sleep(9000);
  clearInterval(pump);
  const t = await session(charger, old),
    r = await device.read();
  check(
    c.state === 'completed' && charger.count('RemoteStartTransaction') === 1,
    `charge ${ended(c)}, remote starts ${charger.count('RemoteStartTransaction')}`,
  );
  check(t.state !== 'open' && t.energyWh === 48, `the old one ${t.state}, ${t.energyWh} of 48 Wh [${t.flags}]`);
  check(
    r.state.currentPower === 7.2,
    `now ${r.state.currentPower} kW, session so far ${r.metadata.sessionEnergyWh}`,
  );
});
