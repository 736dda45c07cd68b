/**
 * Few documents are asked for at once: a browser opens six connections to one server, for all pages together, and
 * some stay free for what is quick, such as how far the work is and the way out of it.
 */

const MOST_AT_ONCE = 3;

const queue: (() => void)[] = [];
let underWay = 0;

export async function inTurn<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  if (underWay < MOST_AT_ONCE) underWay += 1;
  else await new Promise<void>((begin) => queue.push(begin));
  try {
    return await ask();
  } finally {
    const next = queue.shift();
    if (next === undefined) underWay -= 1;
    else next();
  }
}
