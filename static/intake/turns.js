// What changes the text is done one after another, each from the text that the one before has left.

let queue = Promise.resolve();

// Do this once all before it is done; a promise of what it returns.
export function inTurn(step) {
  queue = queue.then(step);
  return queue;
}

export const allDone = () => queue;
