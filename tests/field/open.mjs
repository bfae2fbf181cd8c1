// Plays that still fail, and why they may for now. One that is right is to be taken off this list: the run says so.
export const open = {
  'one-current-on-three-labels':
    'a charger that copies one current to three labels counts as three phases: a third of the ceiling is told, never more',
  'one-total-for-two-sockets-by-energy':
    'without power or currents two sockets that tell one register are each shown all of it, never less',
};
