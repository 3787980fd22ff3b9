//! In: jobs and what to do with one. Out: the results, in the order of the jobs, whatever the number of
//! threads. Knows nothing of what the work is.

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Mutex, PoisonError};
use std::thread;

/// Results that may wait for an earlier one, for each thread: enough to keep all threads at work when one
/// report takes long, few enough to bound the memory.
const WAITING_PER_THREAD: usize = 16;

/// Does `work` on every job on `threads` threads and hands each result to `take` on this thread, in the
/// order of the jobs. Jobs are drawn as they are needed.
///
/// # Errors
/// The first error of `take`; the remaining jobs are then dropped.
pub fn in_order<J: Send, R: Send, E>(
    threads: usize,
    jobs: impl Iterator<Item = J> + Send,
    work: impl Fn(J) -> R + Sync,
    mut take: impl FnMut(R) -> Result<(), E>,
) -> Result<(), E> {
    let (ordered, results) = sync_channel::<Receiver<R>>(threads * WAITING_PER_THREAD);
    let (queue, queued) = sync_channel::<(J, SyncSender<R>)>(threads);
    let queued = Mutex::new(queued);
    thread::scope(|scope| {
        scope.spawn(move || {
            for job in jobs {
                let (answer, promise) = sync_channel(1);
                // Either end is gone when the taker stopped early.
                if ordered.send(promise).is_err() || queue.send((job, answer)).is_err() {
                    break;
                }
            }
        });
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let next = queued.lock().unwrap_or_else(PoisonError::into_inner).recv();
                    let Ok((job, answer)) = next else { break };
                    // Nobody waits for the answer when the taker stopped early.
                    let _ = answer.send(work(job));
                }
            });
        }
        // Consumed here, so that it is dropped, and the threads end, when `take` fails.
        for promise in results {
            let Ok(result) = promise.recv() else { break };
            take(result)?;
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn check(threads: usize, jobs: u64) {
        let mut got = Vec::new();
        let work = |n: u64| {
            // Early jobs take longer, so that later ones overtake them.
            thread::sleep(Duration::from_micros(if n.is_multiple_of(5) { 300 } else { 0 }));
            n * n
        };
        let done: Result<(), ()> = in_order(threads, 0..jobs, work, |r| {
            got.push(r);
            Ok(())
        });
        assert!(done.is_ok());
        assert_eq!(
            got,
            (0..jobs).map(|n| n * n).collect::<Vec<_>>(),
            "{threads} threads"
        );
    }

    #[test]
    fn results_stand_in_the_order_of_the_jobs() {
        for threads in [1, 2, 7] {
            for jobs in [0, 1, 500] {
                check(threads, jobs);
            }
        }
    }

    #[test]
    fn an_error_of_the_taker_ends_an_endless_row_of_jobs() {
        let mut taken = 0;
        let done = in_order(
            2,
            0_u64..,
            |n| n,
            |n| {
                taken += 1;
                if n == 9 { Err("enough") } else { Ok(()) }
            },
        );
        assert_eq!((done, taken), (Err("enough"), 10));
    }
}
