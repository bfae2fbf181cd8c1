// Measurands in small letters ("power.active.import") or with a space behind; units are right.
// Right: they can mean one thing only: 7.36 kW, energy exact; counted as a quirk.
import { play, isReadAsMeant, sampled, report } from './charger.mjs';
await play(async check => {
  const charger = await isReadAsMeant(check, v => [
    sampled('energy.active.import.register', 'Wh')(v.register()),
    sampled('Power.Active.Import ', 'W')(Math.round(v.watts())),
  ]);
  const { quirks } = (await report(charger)).counters;
  check(quirks.unknown_name > 0, `quirks ${JSON.stringify(quirks)}`);
});
