//! An echo server on Tokio's single-threaded runtime; with `framed` it answers each message by itself.

use tokio::io::{AsyncReadExt, AsyncWriteExt, BufReader, BufWriter};
use tokio::net::{TcpListener, TcpStream};

const FRAME: usize = 64;

async fn echo(mut stream: TcpStream) {
    stream.set_nodelay(true).ok();
    let mut buffer = vec![0u8; 65536];
    loop {
        let n = match stream.read(&mut buffer).await {
            Ok(0) | Err(_) => return,
            Ok(n) => n,
        };
        if stream.write_all(&buffer[..n]).await.is_err() {
            return;
        }
    }
}

/// Takes messages one by one and answers each; what is gathered leaves when none is left.
async fn answer(stream: TcpStream) {
    stream.set_nodelay(true).ok();
    let (input, output) = stream.into_split();
    let mut input = BufReader::with_capacity(65536, input);
    let mut output = BufWriter::with_capacity(65536, output);
    let mut frame = [0u8; FRAME];
    while input.read_exact(&mut frame).await.is_ok() {
        if output.write_all(&frame).await.is_err() {
            return;
        }
        if input.buffer().len() < FRAME && output.flush().await.is_err() {
            return;
        }
    }
}

async fn serve(is_framed: bool) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    println!("READY {} tokio", listener.local_addr().unwrap().port());
    loop {
        if let Ok((stream, _)) = listener.accept().await {
            if is_framed {
                tokio::spawn(answer(stream));
            } else {
                tokio::spawn(echo(stream));
            }
        }
    }
}

fn main() {
    tokio::runtime::Builder::new_current_thread()
        .enable_io()
        .build()
        .unwrap()
        .block_on(serve(std::env::args().nth(1).as_deref() == Some("framed")));
}
