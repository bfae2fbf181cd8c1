// Values with blanks around, a plus, an exponent, many zeros, the unit behind them.
// Right: what can only be one number is it; what cannot is dropped; nothing is refused.
import { play, ready, energy, power, sleep, session } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready();
  await charger.status('Preparing');
  await charger.start(3000);
  const id = charger.sessions[1];
  await charger.status('Charging');
  const forms = [
      wh => ` ${wh} `,
      wh => `+${wh}`,
      wh => `${wh}.0000000000`,
      wh => `${wh / 1000}E3`,
      wh => `000${wh}`,
    ],
    answers = [];
  for (let i = 1; i <= 10; ++i) {
    await sleep(4000);
    answers.push(
      await charger.tell([
        energy(forms[i % 5](3000 + i * 10)),
        power(forms[i % 5](9000)),
        { value: '1;2', measurand: 'Voltage', unit: 'V' },
      ]),
    );
  }
  const r = await device.read();
  await charger.stop(3100, { reason: 'Local' });
  const t = await session(charger, id);
  check(
    answers.every(a => a && !a.error),
    `all answered`,
  );
  check(
    r.state.currentPower === 9 && r.metadata.sessionEnergyWh === 100,
    `shown ${r.state.currentPower} kW, so far ${r.metadata.sessionEnergyWh} of 100 Wh`,
  );
  check(t.energyWh === 100, `session ${t.energyWh} of 100 Wh [${t.flags}]`);
});
