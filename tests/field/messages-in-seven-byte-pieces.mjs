// Every message of the charger comes in frames of seven bytes. A short session.
// Right: as any other.
import { play, ready, energy, power, sleep, session } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready();
  const line = charger.line;
  line.send = text => line.pieces(text, 7);
  await charger.status('Preparing');
  await charger.start(100);
  const id = charger.sessions[1];
  await charger.status('Charging');
  for (let i = 1; i <= 5; ++i) {
    await charger.tell([energy(100 + i * 10), power(9000)]);
    await sleep(4000);
  }
  const r = await device.read();
  await charger.stop(150, { reason: 'Local' });
  const t = await session(charger, id);
  check(r.state.currentPower === 9 && t.energyWh === 50, `${r.state.currentPower} kW, ${t.energyWh} of 50 Wh`);
});
