"""The pictures. A DataFrame goes in, an Altair chart comes out. Knows no database and no Streamlit."""
