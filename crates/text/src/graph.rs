//! In: an ONNX graph and tensors by name. Out: tensors by name. Knows nothing of their meaning.
//!
//! A thin shell over the runtime, so that no other module names it. Every thread runs its graphs on a pool of
//! one, so that callers decide how many cores are used.

use std::cell::OnceCell;
use std::sync::Arc;

use rten::{Model, ModelOptions, NodeId, RunOptions, ThreadPool, Value, ValueOrView};
use rten_tensor::Tensor;
use rten_tensor::prelude::*;

use crate::Error;

/// A graph that is ready to run.
#[derive(Clone)]
pub struct Graph {
    name: &'static str,
    model: Arc<Model>,
    inputs: Vec<NodeId>,
    outputs: Vec<NodeId>,
}

/// A tensor that goes in.
pub enum Input {
    /// Whole numbers with their shape.
    Int(Vec<usize>, Vec<i32>),
    /// Numbers with their shape.
    Float(Vec<usize>, Vec<f32>),
}

/// A tensor of numbers that comes out, in row-major order.
#[derive(Debug, Clone, Default)]
pub struct Output {
    /// Sizes of its axes.
    pub shape: Vec<usize>,
    /// Its numbers.
    pub data: Vec<f32>,
}

impl Output {
    /// Row `i` of the last axis, the other axes taken together.
    pub fn row(&self, i: usize) -> &[f32] {
        let width = self.shape.last().copied().unwrap_or(0);
        &self.data[i * width..(i + 1) * width]
    }
}

thread_local! {
    static POOL: OnceCell<Arc<ThreadPool>> = const { OnceCell::new() };
}

impl std::fmt::Debug for Graph {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Graph({})", self.name)
    }
}

impl Graph {
    /// Loads `onnx`; `inputs` and `outputs` fix the order of tensors in [`Graph::run`].
    pub fn load(name: &'static str, onnx: Vec<u8>, inputs: &[&str], outputs: &[&str]) -> Result<Self, Error> {
        let mut options = ModelOptions::with_all_ops();
        options.prepack_weights(true);
        let model = options.load(onnx).map_err(|e| Error::graph(name, e))?;
        let find = |names: &[&str]| {
            names
                .iter()
                .map(|n| model.node_id(n))
                .collect::<Result<Vec<_>, _>>()
                .map_err(|e| Error::graph(name, e))
        };
        let (inputs, outputs) = (find(inputs)?, find(outputs)?);
        Ok(Self {
            name,
            model: Arc::new(model),
            inputs,
            outputs,
        })
    }

    /// Runs the graph on one thread.
    pub fn run(&self, inputs: Vec<Input>) -> Result<Vec<Output>, Error> {
        let given: Vec<(NodeId, ValueOrView)> = self
            .inputs
            .iter()
            .copied()
            .zip(inputs)
            .map(|(id, x)| {
                let value: Value = match x {
                    Input::Int(shape, data) => Tensor::from_data(&shape, data).into(),
                    Input::Float(shape, data) => Tensor::from_data(&shape, data).into(),
                };
                (id, value.into())
            })
            .collect();
        let pool = POOL.with(|p| {
            p.get_or_init(|| Arc::new(ThreadPool::with_num_threads(1)))
                .clone()
        });
        let options = RunOptions::default().with_thread_pool(Some(pool));
        let out = self
            .model
            .run(given, &self.outputs, Some(options))
            .map_err(|e| Error::graph(self.name, e))?;
        out.into_iter()
            .map(|v| {
                let t: Tensor<f32> = v.try_into().map_err(|e| Error::graph(self.name, e))?;
                Ok(Output {
                    shape: t.shape().to_vec(),
                    data: t.into_data(),
                })
            })
            .collect()
    }
}
